export * from './agent';
export * from './context';
export * from './credential-test';
export * from './fields';
export * from './operation';
export * from './run';
export * from './trigger';
