import * as edits from './edits.ts';
import * as forgeries from './forgeries.ts';
import type { FileEdit } from './forgeries.ts';
import type { Edit } from './scene.ts';
import * as writers from './writer-edits.ts';

/**
 * How much the attacker mends behind the change: nothing; numbers and hashes of the writer; these,
 * without its checkpoints; or everything, with the site's own key.
 */
export const MODES = ['raw', 'rechained', 'unsigned', 'resigned'] as const;
export type Mode = (typeof MODES)[number];

/** Every way to tamper with lines, writers and segments. */
export const EDITS: Readonly<Record<string, Edit>> = {
	'byte-edit': edits.byteEdit,
	'bit-flip': edits.bitFlip,
	'byte-inserted': edits.byteInserted,
	'byte-deleted': edits.byteDeleted,
	'other-form': edits.otherForm,
	'field-edit': edits.fieldEdit,
	'time-edit': edits.timeEdit,
	'line-replaced': edits.lineReplaced,
	'lines-deleted': edits.linesDeleted,
	'line-inserted': edits.lineInserted,
	'line-duplicated': edits.lineDuplicated,
	'line-replayed': edits.lineReplayed,
	'lines-swapped': edits.linesSwapped,
	'line-moved': edits.lineMoved,
	'cut-at-line': edits.cutAtLine,
	'cut-in-line': edits.cutInLine,
	'rolled-back': writers.rolledBack,
	'writer-deleted': writers.writerDeleted,
	'writer-replaced': writers.writerReplaced,
	'writer-added': writers.writerAdded,
	'writer-invented': writers.writerInvented,
	'writers-exchanged': writers.writersExchanged,
	'spliced-from-writer': writers.splicedFromWriter,
	'spliced-same-key': writers.splicedFromSibling,
	'spliced-other-key': writers.splicedFromStranger,
	'segment-deleted': writers.segmentDeleted,
	'segments-swapped': writers.segmentsSwapped,
	'segment-duplicated': writers.segmentDuplicated,
	'checkpoint-deleted': writers.checkpointDeleted,
	'checkpoints-deleted': writers.allCheckpointsDeleted,
	'checkpoint-edited': forgeries.checkpointEdited,
	'checkpoint-forged': forgeries.checkpointForged,
	'checkpoint-replayed': forgeries.checkpointReplayed,
	'disposal-forged': forgeries.disposalForged,
	'disposal-pretended': forgeries.disposalPretended,
};

/** Ways that leave every line as it is, or are done to files as such. */
export const FILE_EDITS: Readonly<Record<string, FileEdit>> = {
	'notes-edited': forgeries.notesEdited,
	'notes-removed': forgeries.notesRemoved,
	'note-forged': forgeries.noteForged,
	'segments-renumbered': forgeries.segmentsRenumbered,
	'torn-inside': forgeries.tornInside,
};
