export {
	capital,
	isResourceType,
	propertiesOf,
	r4,
	type CodeList,
	type Definitions,
	type ElementEntry,
	type Property,
	type TypeEntry,
} from './definitions';
