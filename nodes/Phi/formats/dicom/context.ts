import type { Encoding } from '../../../formats/dicom';
import type { Transformer } from '../../transforming';
import type { HeaderValues } from './header-values';
import type { Manifest } from './manifest';
import type { DicomOptions } from './options';
import type { Whose } from './replacement';

/** Everything that decides about the elements of one instance. */
export interface Context {
	readonly options: DicomOptions;
	readonly transformer: Transformer;
	readonly whose: Whose;
	readonly sopClass: string;
	readonly header: HeaderValues;
	readonly manifest: Manifest;
	/** Undefined: text cannot be cleaned. */
	readonly text: ((text: string) => string | Promise<string>) | undefined;
	/** Of the output. */
	readonly encoding: Encoding;
}
