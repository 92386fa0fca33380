export * from './locate';
export * from './wanted-fields';
