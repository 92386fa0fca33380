export { buildVolume, type BuildVolumeOptions } from './build';
export { isVolumeRefusal, VOLUME_REFUSALS } from './refusal';
