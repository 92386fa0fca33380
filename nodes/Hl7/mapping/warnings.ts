/** Something of a message that the converted form does not say, or not in the same way. */
export interface Hl7Warning {
	/** Where it stands: `PID-10.2`, `OBX[3]-5`, or the name of a whole segment. Never a value. */
	path: string;
	code: WarningCode;
	message: string;
}

const MESSAGES = {
	'segment-not-mapped': 'This segment has no place in the converted form',
	'field-not-mapped': 'This field has no place in the converted form',
	'part-not-mapped': 'This part of the field has no place in the converted form',
	'code-unknown':
		'The code is not in the table of the standard; it is left out or kept as text only',
	'system-unknown': 'The coding system is not known; the code is kept without a system',
	'authority-unknown':
		'No identifier system is known for this assigning authority; the identifier is kept without a system',
	'time-invalid': 'This is no valid point in time; it is left out',
	'time-shortened': 'A time without minutes cannot be kept; only the date is',
	'number-invalid': 'This is no number; it is kept as text where text can stand, else left out',
	'number-differs':
		'Another number stands for the same thing elsewhere in the message; this one is left out',
	'value-not-mapped': 'A value of this type has no place in the converted form',
	'status-unknown': 'The status is not in the table of the standard; the entry is left out',
	'identifier-missing': 'Without this identifier the entry could be written twice; it is left out',
	'number-shortened': 'Zeros at the end of the number cannot be kept; its value is the same',
	'time-ambiguous': 'The clocks showed this time twice on that day; the first is taken',
	'time-of-message':
		'This says no time of day; the time of the message stands in its place where one must stand',
	'entry-left-out': 'This belongs to no order; it is left out',
	'ambiguous-in-chart':
		'The chart has several that this could be, and the message does not say which one; nothing of it is written',
	'correction-left-out':
		'This corrects or takes back a result of which the chart has a later state; it is left out, and somebody has to look',
	'nothing-to-correct':
		'This changes something that the chart does not have; somebody has to find the earlier result',
	'number-cut':
		'A delimiter that was not escaped cuts this number up; its first part would be another number, so it is left out',
	'part-left-over':
		'A delimiter that was not escaped stands in this value; it is kept as text, or a part of it is left out',
	'result-not-repeated':
		'A correction or cancellation leaves out results that the chart has, or a final report its drafts; they stay, and somebody has to look whether they still hold',
	'time-differs':
		'The chart has such a result of another time, which stays beside this one; somebody has to look whether it still holds',
	'value-missing': 'The message gives no value where the chart has one; the chart is not changed',
	'less-settled': 'The chart has a settled state of this; the less settled one is left out',
	'conflicts-with-chart': 'The chart says otherwise and is not changed; somebody has to look',
	'older-than-chart': 'The chart has a later state of this; the entry is left out',
	'not-updated': 'The chart holds this already and was not looked up; it is not changed',
	'merge-source-missing':
		'The chart has no patient under the number that was merged; only the number is kept',
	'merge-follow-up':
		'The records of the merged patient stay where they are; a person or the server has to move them',
	'reference-missing': 'The resource that is referred to was not given; it is left out',
} as const;

export type WarningCode = keyof typeof MESSAGES;

/** All that a conversion may say, for the reference page. */
export const WARNING_MESSAGES: Readonly<Record<WarningCode, string>> = MESSAGES;

export const warning = (path: string, code: WarningCode): Hl7Warning => ({
	path,
	code,
	message: MESSAGES[code],
});
