type Rtmp = typeof import('node-media-server/src/protocol/rtmp.js');
type Amf = typeof import('node-media-server/src/protocol/amf.js');
type SpsInfo = typeof import('node-media-server/src/protocol/sps_info.js');

/**
 * The parts of node-media-server that speak the protocol. Its server is not for us: it accepts a
 * publish before it asks, logs stream keys, keeps files, and ends the process when its port is taken.
 */
export interface Library {
  Rtmp: Rtmp;
  decodeData: Amf['decodeAmf0Data'];
  parseSps: SpsInfo['parseH264Sps'];
}

/**
 * Loads the library, which only those need who want RTMP: an optional peer dependency.
 *
 * @throws Error that says how to install it
 */
export async function loadLibrary(load: () => Promise<Library> = importLibrary): Promise<Library> {
  try {
    return await load();
  } catch (cause) {
    if ((cause as { code?: unknown }).code !== 'ERR_MODULE_NOT_FOUND') throw cause;
    const how = 'npm install --save-dev node-media-server@4.4.3';
    throw new Error(`RTMP needs the package node-media-server: ${how}`, { cause });
  }
}

async function importLibrary(): Promise<Library> {
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
