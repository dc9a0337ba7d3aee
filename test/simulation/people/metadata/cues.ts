/**
 * Timed metadata that encoders insert into their streams themselves. Some looks like an envelope of ours, or like a
 * part of one: it is cut off, or of a version that is not known yet.
 */
export const CUES: readonly string[] = [
  'now playing: song 3',
  '{"title":"song 3"}',
  '["ivsa1"]',
  '["ivsa1",17]',
  '["ivsa1","id-1",{"n":1}]',
  '["ivsa1","id-2345678",{"n":1},{"n":2}]',
  '["ivsa1","id-23456",{"n":1}',
  '["ivsa1z","is not base64"]',
  '["ivsa1z","AAAA"]',
  '["ivsa1z","AAAA",1]',
  '["ivsa1z",17]',
  '["ivsa1c","id-1",0,2,"text"]',
  '["ivsa1c","id-23456",2,2,"text"]',
  '["ivsa1c","id-23456",0,9,"text"]',
  '["ivsa1c","id-23456",0,2,""]',
  '["ivsa1c","id-23456",0,2]',
  '["ivsa1c","id-23456",0,2,"now playing: "]',
  '["ivsa1c","id-23456",1,2,"song 3"]',
  '["ivsa1c","id-34567",0,2,"text"]',
  '["ivsa1c","id-45678",0,2,"text"]',
  '["ivsa1c","id-56789",0,2,"text"]',
  '["ivsa1c","id-67890",0,2,"text"]',
  '["ivsa1c","id-78901",0,2,"text"]',
];
