export { decodeJpegLossless } from './jpeg-lossless';
export { decodeRle } from './rle';
export { DataSet, type Element, type Fragment } from './data-set';
export { readDataSet, readPart10, type Part10, type ReadDataSet, type ReadOptions } from './reader';
export { dictionaryVr, formatTag, Tag, type Keyword } from './tags';
export { encodingOf, isUncompressed, TransferSyntax, type Encoding } from './transfer-syntax';
export {
	derivedUid,
	IMPLEMENTATION_CLASS_UID,
	IMPLEMENTATION_VERSION_NAME,
	isUid,
	nameUuid,
	uuidUid,
} from './uid';
export {
	decimalString,
	writeDataSet,
	writePart10,
	type Content,
	type ContentValue,
} from './writer';
