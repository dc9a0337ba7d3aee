import { onMessage } from './messages.js';

const { IVSPlayer } = window;
const player = IVSPlayer.create();
player.attachHTMLVideoElement(document.getElementById('video'));

onMessage(player, IVSPlayer.PlayerEventType.TEXT_METADATA_CUE, (message) => {
  const item = document.createElement('li');
  item.textContent = JSON.stringify(message);
  document.getElementById('messages').append(item);
});

player.load(new URLSearchParams(location.search).get('playback'));
player.play();
