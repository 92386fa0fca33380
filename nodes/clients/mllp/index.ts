export { MllpClient } from './client';
export { frame, FrameReader, type FrameFault } from './frame';
export { probeMllp } from './probe';
export * from './types';
