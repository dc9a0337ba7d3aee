"""A small program that uses Amazon IVS: it asks the viewers of a live channel."""

import json


def is_live(ivs, channel_arn):
    try:
        return ivs.get_stream(channelArn=channel_arn)["stream"]["state"] == "LIVE"
    except ivs.exceptions.ChannelNotBroadcasting:
        return False


def ask(ivs, channel_arn, number, text):
    """Sends a question as timed metadata. Returns False if the channel is not live."""
    metadata = json.dumps({"question": number, "text": text})
    try:
        ivs.put_metadata(channelArn=channel_arn, metadata=metadata)
    except ivs.exceptions.ChannelNotBroadcasting:
        return False
    return True
