import { createRequire } from 'node:module';

type Rtmp = typeof import('node-media-server/src/protocol/rtmp.js');
type Amf = typeof import('node-media-server/src/protocol/amf.js');
type SpsInfo = typeof import('node-media-server/src/protocol/sps_info.js');

/**
 * The parts of node-media-server that implement RTMP. Its server is not used: it accepts each publish before
 * its hooks can refuse it, logs stream keys, writes files, and exits the process when its port is in use.
 */
export interface RtmpLibrary {
  Rtmp: Rtmp;
  decodeData: Amf['decodeAmf0Data'];
  parseSps: SpsInfo['parseH264Sps'];
}

const NAME = 'node-media-server';
/** The simulator uses internals of this version. Another version may differ, or log stream keys. */
const VERSION = '4.4.3';
const INSTALL_COMMAND = `npm install --save-dev ${NAME}@${VERSION}`;
const NOT_INSTALLED_CODES: unknown[] = ['ERR_MODULE_NOT_FOUND', 'MODULE_NOT_FOUND'];

/**
 * Loads the library. It is an optional peer dependency, because only RTMP needs it.
 *
 * @throws Error with the install command, if the package is missing or has another version
 */
export async function loadLibrary(
  load: () => Promise<RtmpLibrary> = importLibrary,
  installed: () => string = installedVersion,
): Promise<RtmpLibrary> {
  try {
    const version = installed();
    if (version !== VERSION)
      throw new Error(
        `RTMP needs ${NAME} ${VERSION}, but version ${version} is installed. Run: ${INSTALL_COMMAND}`,
      );
    return await load();
  } catch (cause) {
    if (!NOT_INSTALLED_CODES.includes((cause as { code?: unknown }).code)) throw cause;
    throw new Error(
      `RTMP needs the package ${NAME}, which is not installed. Run: ${INSTALL_COMMAND}`,
      { cause },
    );
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
  // It logs to standard output, which is for the output of the simulator.
  logger.default.log = () => undefined;
  return {
    Rtmp: rtmp.default,
    decodeData: amf.default.decodeAmf0Data,
    parseSps: spsInfo.default.parseH264Sps,
  };
}
