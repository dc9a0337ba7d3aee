"""Tests a program that uses boto3 with the IVS simulator: no AWS account, no network."""

import json
import subprocess
import time
import unittest
import urllib.request

import boto3

import show

simulator = None
endpoint = None


def setUpModule():
    global simulator, endpoint
    # Port 0 takes a free port. The first line that the simulator prints ends with its address.
    command = ["npx", "ivs-simulator", "--port", "0", "--no-throttling"]
    simulator = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    endpoint = simulator.stdout.readline().split()[-1]


def tearDownModule():
    simulator.terminate()
    simulator.wait()
    simulator.stdout.close()


def sim(method, path, body=None):
    """Asks for what no API of AWS does: an encoder that connects, the metadata that players received."""
    data = json.dumps(body).encode() if body is not None else None
    request = urllib.request.Request(endpoint + path, method=method, data=data)
    with urllib.request.urlopen(request) as response:
        return json.loads(response.read())


class ShowTest(unittest.TestCase):
    def setUp(self):
        sim("POST", "/_sim/reset")
        self.ivs = boto3.client(
            "ivs",
            endpoint_url=endpoint,
            region_name="us-west-2",
            aws_access_key_id="any",
            aws_secret_access_key="any",
        )
        self.addCleanup(self.ivs.close)
        created = self.ivs.create_channel(name="quiz-night")
        self.arn = created["channel"]["arn"]
        self.key = created["streamKey"]["value"]

    def go_live(self):
        sim("POST", "/_sim/encoders", {"streamKey": self.key})
        while not show.is_live(self.ivs, self.arn):
            time.sleep(0.05)

    def test_a_channel_is_live_while_an_encoder_sends(self):
        self.assertFalse(show.is_live(self.ivs, self.arn))
        self.go_live()
        self.assertTrue(show.is_live(self.ivs, self.arn))

    def test_viewers_receive_a_question(self):
        self.go_live()
        self.assertTrue(show.ask(self.ivs, self.arn, 1, "Which planet is the largest?"))
        cues = [json.loads(cue["metadata"]) for cue in sim("GET", "/_sim/cues")]
        self.assertEqual(cues, [{"question": 1, "text": "Which planet is the largest?"}])

    def test_a_question_before_the_show_is_not_sent(self):
        self.assertFalse(show.ask(self.ivs, self.arn, 1, "Is anybody there?"))


if __name__ == "__main__":
    unittest.main()
