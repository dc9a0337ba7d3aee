#!/bin/bash
# Makes the built-in picture of the simulator again: src/simulator/playback/picture/video.flv and audio.flv. It needs
# ffmpeg with libx264, and the font DejaVu Sans Mono (Debian: apt-get install ffmpeg fonts-dejavu-core).
#
# The video is 60 s long: colour bars, and the second of the minute as digits. Below are the same second in six binary
# digits, and the tenth of the second as one of ten fields, so that a program can read the clock from the picture. The
# audio is 8 s long and beeps at each second. 8 s are 375 frames of AAC exactly, so it can be repeated without a gap.
set -euo pipefail
cd "$(dirname "$0")/../src/simulator/playback/picture"

FONT=${FONT:-/usr/share/fonts/truetype/dejavu/DejaVuSansMono-Bold.ttf}
FRAMES_PER_SECOND=10
filters=format=yuv420p
box() { filters+=",drawbox=x=$1:y=$2:w=$3:h=$4:color=$5:t=fill${6:+:enable='$6'}"; }

colours=(c8c8c8 c8c800 00c8c8 00c800 c800c8 c80000 0000c8)
for i in 0 1 2 3 4 5 6; do box $((i * 480 / 7)) 0 69 60 "0x${colours[$i]}"; done
for bit in 0 1 2 3 4 5; do
  box $((48 + (5 - bit) * 64)) 200 64 24 white "mod(floor((t+0.01)/$((2 ** bit))),2)"
done
for tenth in 0 1 2 3 4 5 6 7 8 9; do
  box $((tenth * 48)) 236 48 24 white "eq(floor(mod(t+0.01,1)*10),$tenth)"
done
digits="%{eif\:mod(t+0.01\,60)\:d\:2}"
filters+=",drawtext=fontfile=$FONT:fontsize=110:fontcolor=white:x=(w-tw)/2:y=78:text='$digits'"

ffmpeg -v error -y -f lavfi -i "color=0x181c24:s=480x270:r=$FRAMES_PER_SECOND" -t 60 -vf "$filters" \
  -c:v libx264 -profile:v main -preset veryslow -crf 36 -g $((2 * FRAMES_PER_SECOND)) -sc_threshold 0 -bf 0 \
  -refs 1 -threads 1 -bsf:v filter_units=remove_types=6 -map_metadata -1 -fflags +bitexact -f flv video.flv

# The sound of 24 s has the 8 s in its middle that continue each other.
beep="0.15*sin(2*PI*440*t)*lt(mod(t,1),0.12)"
ffmpeg -v error -y -f lavfi -i "aevalsrc='$beep':s=48000:d=24" -c:a aac -b:a 12k -ac 1 -f flv long.flv
ffmpeg -v error -y -ss 8 -i long.flv -t 8 -c copy -map_metadata -1 -fflags +bitexact -f flv audio.flv
rm long.flv
ls -l video.flv audio.flv
