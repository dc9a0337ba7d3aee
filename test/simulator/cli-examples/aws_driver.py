"""Runs commands of the AWS CLI in one process, because a start of `aws` takes about a second.

Reads lines of standard input, each a JSON list of the arguments after `aws`. Answers each with one line of JSON: the
exit code, standard output and standard error of the command.
"""

import contextlib
import io
import json
import sys

import awscli.clidriver


def run(driver, arguments):
    output, errors = (io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True) for _ in range(2))
    with contextlib.redirect_stdout(output), contextlib.redirect_stderr(errors):
        try:
            code = driver.main(arguments)
        except SystemExit as exit_:
            code = exit_.code
    texts = [stream.buffer.getvalue().decode("utf-8") for stream in (output, errors)]
    return {"code": code, "stdout": texts[0], "stderr": texts[1]}


def main():
    driver = awscli.clidriver.create_clidriver()
    # Version 2 reports errors in its entry point.
    if hasattr(awscli.clidriver, "AWSCLIEntryPoint"):
        driver = awscli.clidriver.AWSCLIEntryPoint(driver)
    for line in sys.stdin:
        print(json.dumps(run(driver, json.loads(line))), flush=True)


main()
