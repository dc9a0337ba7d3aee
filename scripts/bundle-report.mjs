// `npm run bundle`: how large each handler is and why. Fails if one outgrows its floor.
import { ALLOWANCE, measureHandlers } from './bundle-size.mjs';

const PARTS_SHOWN = 6;
const kb = (bytes) => `${(bytes / 1024).toFixed(1)} KB`;

const sizes = await measureHandlers();
console.log('handler                   minified       floor        over');
for (const { name, bytes, floor, over, parts } of sizes) {
  const columns = [bytes, floor, over].map((value) => kb(value).padStart(12)).join('');
  console.log(`${name.padEnd(22)}${columns}${over > ALLOWANCE ? '  TOO LARGE' : ''}`);
  const shown = parts.slice(0, PARTS_SHOWN).map((part) => `${part.name} ${kb(part.bytes)}`);
  console.log(`    ${shown.join(', ')}`);
}
console.log('Floor: the same AWS clients, middy, logger, metrics and zod mini alone.');

const tooLarge = sizes.filter(({ over }) => over > ALLOWANCE);
for (const { name, over } of tooLarge) {
  console.error(`${name} is ${kb(over)} over its floor; ${kb(ALLOWANCE)} are allowed.`);
}
if (tooLarge.length > 0) process.exitCode = 1;
