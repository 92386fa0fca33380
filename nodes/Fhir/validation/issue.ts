/** One thing that was found; no field holds anything of the record's content. */
export interface ValidationIssue {
	severity: 'error' | 'warning' | 'information';
	/** FHIR IssueType: `structure`, `required`, `value`, `code-invalid`, `not-supported`. */
	code: string;
	/** Where: element names and positions, `Patient.contact[0].gender`. */
	path: string;
	/** What is wrong, in plain words. */
	message: string;
	/** A property that FHIR does not know, as the record names it: it may be anything. */
	property?: string;
}

/** Issues are gathered up to this number; a record with more is broken as a whole. */
const MAX_ISSUES = 500;

/** Gathers issues; the same fault at the same place counts once. */
export class Issues {
	readonly list: ValidationIssue[] = [];
	private readonly known = new Set<string>();

	get isFull(): boolean {
		return this.list.length >= MAX_ISSUES;
	}

	add(issue: ValidationIssue): void {
		const key = `${issue.code} ${issue.path} ${issue.property ?? ''}`;
		if (this.isFull || this.known.has(key)) return;
		this.known.add(key);
		this.list.push(issue);
	}

	error(code: string, path: string, message: string, property?: string): void {
		this.add({
			severity: 'error',
			code,
			path,
			message,
			...(property !== undefined && { property }),
		});
	}
}
