export { openTokenModel } from './token-model';
export type {
	LabelMap,
	LabelMeaning,
	ModelIdentity,
	OpenTokenModelOptions,
	Runtime,
	TokenModel,
} from './types';
