import { createRequire } from 'node:module';

type Rtmp = typeof import('node-media-server/src/protocol/rtmp.js');
type Amf = typeof import('node-media-server/src/protocol/amf.js');
type SpsInfo = typeof import('node-media-server/src/protocol/sps_info.js');

/**
 * The parts of node-media-server that speak the protocol. Its server is not for us: it accepts a
 * publish before it asks, logs stream keys, keeps files, and ends the process when its port is taken.
 */
export interface RtmpLibrary {
  Rtmp: Rtmp;
  decodeData: Amf['decodeAmf0Data'];
  parseSps: SpsInfo['parseH264Sps'];
}

const NAME = 'node-media-server';
/** What we use is not its public API: another version may say otherwise, or log stream keys. */
const VERSION = '4.4.3';
const INSTALL_COMMAND = `npm install --save-dev ${NAME}@${VERSION}`;
const NOT_INSTALLED_CODES: unknown[] = ['ERR_MODULE_NOT_FOUND', 'MODULE_NOT_FOUND'];

/**
 * Loads the library, which only those need who want RTMP: an optional peer dependency.
 *
 * @throws Error that says how to install it, or the version that we know
 */
export async function loadLibrary(
  load: () => Promise<RtmpLibrary> = importLibrary,
  installed: () => string = installedVersion,
): Promise<RtmpLibrary> {
  try {
    const version = installed();
    if (version !== VERSION)
      throw new Error(`RTMP needs ${NAME} ${VERSION}, not ${version}: ${INSTALL_COMMAND}`);
    return await load();
  } catch (cause) {
    if (!NOT_INSTALLED_CODES.includes((cause as { code?: unknown }).code)) throw cause;
    throw new Error(`RTMP needs the package ${NAME}: ${INSTALL_COMMAND}`, { cause });
  }
}

function installedVersion(): string {
  return createRequire(import.meta.url)(`${NAME}/package.json`).version;
}

async function importLibrary(): Promise<RtmpLibrary> {
  const [rtmp, amf, spsInfo, logger] = await Promise.all([
    import('node-media-server/src/protocol/rtmp.js'),
    import('node-media-server/src/protocol/amf.js'),
    import('node-media-server/src/protocol/sps_info.js'),
    import('node-media-server/src/core/logger.js'),
  ]);
  // It writes to standard output, where what it says would break ours.
  logger.default.log = () => undefined;
  return {
    Rtmp: rtmp.default,
    decodeData: amf.default.decodeAmf0Data,
    parseSps: spsInfo.default.parseH264Sps,
  };
}
