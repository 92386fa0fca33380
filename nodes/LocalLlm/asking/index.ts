export { closedSchema } from './closed-schema';
export { checkImage, imagesIn, MOST_IMAGES } from './images';
export { promptOf, type Material, type Prompt } from './prompt';
export * from './reasons';
export * from './settings';
export { askStructured, type Ask, type StructuredAnswer } from './structured';
export { packVector } from './vectors';
export { requireAnswer } from './whole';
