export { probeHec, sendHec, type HecIntake, type HecOptions } from './hec';
