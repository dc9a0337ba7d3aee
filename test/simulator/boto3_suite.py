"""Tests the simulator with boto3. Prints "ok", or fails at the first wrong result."""

import json
import os
import time
import urllib.error
import urllib.request

import boto3

ENDPOINT = os.environ["AWS_ENDPOINT_URL"]
ivs = boto3.client("ivs")


def sim(method, path, body=None):
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(ENDPOINT + path, method=method, data=data)
    with urllib.request.urlopen(request) as response:
        return json.loads(response.read())


def refused(code, status, call, **arguments):
    try:
        call(**arguments)
    except ivs.exceptions.ClientError as error:
        assert error.response["Error"]["Code"] == code, error
        assert error.response["Error"]["Message"], error
        assert error.response["ResponseMetadata"]["HTTPStatusCode"] == status, error
        return error.response["Error"]["Message"]
    raise AssertionError(f"{code} expected")


def wait_until(condition):
    for _ in range(100):
        if condition():
            return
        time.sleep(0.02)
    raise AssertionError("it did not happen in time")


def is_live(arn):
    return any(stream["channelArn"] == arn for stream in ivs.list_streams()["streams"])


sim("PUT", "/_sim/quotas", {"enforce": False})

created = ivs.create_channel(name="boto3", tags={"autopilot:auto-delete": "10m"})
arn = created["channel"]["arn"]
assert created["channel"]["latencyMode"] == "LOW"
assert ivs.get_channel(arn=arn)["channel"] == created["channel"]

ivs.tag_resource(resourceArn=arn, tags={"a b/c+d": "ü"})
assert ivs.list_tags_for_resource(resourceArn=arn)["tags"]["a b/c+d"] == "ü"
ivs.untag_resource(resourceArn=arn, tagKeys=["a b/c+d", "other"])
assert ivs.list_tags_for_resource(resourceArn=arn)["tags"] == {"autopilot:auto-delete": "10m"}

refused("ChannelNotBroadcasting", 404, ivs.get_stream, channelArn=arn)
refused("ServiceQuotaExceededException", 402, ivs.create_stream_key, channelArn=arn)
assert "'name'" in refused("ValidationException", 400, ivs.create_channel, name="not good")
refused("ResourceNotFoundException", 404, ivs.get_channel, arn=arn[:-3] + "abc")

sim("POST", "/_sim/encoders", {"streamKey": created["streamKey"]["value"]})
wait_until(lambda: is_live(arn))
stream = ivs.get_stream(channelArn=arn)["stream"]
assert stream["state"] == "LIVE" and stream["startTime"].tzinfo is not None
answer = ivs.put_metadata(channelArn=arn, metadata="hello")
assert answer["ResponseMetadata"]["HTTPStatusCode"] == 204
assert [cue["metadata"] for cue in sim("GET", "/_sim/cues")] == ["hello"]
refused("ConflictException", 409, ivs.delete_channel, arn=arn)
ivs.stop_stream(channelArn=arn)
wait_until(lambda: not is_live(arn))
session = ivs.get_stream_session(channelArn=arn)["streamSession"]
assert session["endTime"] >= session["startTime"]
assert session["truncatedEvents"][0]["name"] == "Stream End"

for _ in range(3):
    ivs.create_channel()
pages = ivs.get_paginator("list_channels").paginate(PaginationConfig={"PageSize": 2})
assert [len(page["channels"]) for page in pages] == [2, 2]
ivs.delete_channel(arn=arn)

sim("PUT", "/_sim/quotas", {"enforce": True, "callRates": {"ListChannels": 0}})
refused("ThrottlingException", 429, ivs.list_channels)

print("ok")
