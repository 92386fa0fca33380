export * from './client';
export * from './datatypes';
export * from './faults';
export type { InferenceAnswer } from './answer';
export type { ModelMetadata, ServerMetadata, TensorMetadata } from './metadata';
export type { TensorEncoding } from './request';
export { tensorOf, type InputTensor, type OutputTensor } from './tensor';
export { decimalOfFloat32, encodeBytes, type TensorValues } from './values';
export type { CallOptions, KserveServer } from './wire';
