export * from './backoff';
export * from './chunks';
export * from './credential';
export * from './failures';
export * from './post';
