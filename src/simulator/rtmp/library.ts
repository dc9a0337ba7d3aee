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

/**
 * Loads the library, which only RTMP needs. `npm run build` bundles it. package.json has its exact version, because
 * these are internals: another version may differ, or log stream keys.
 */
export async function loadLibrary(): Promise<RtmpLibrary> {
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
