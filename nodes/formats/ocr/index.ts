export { openTextReader } from './reader';
export type { Box, Picture, ReadWord, TextReader, TextReaderOptions } from './types';
