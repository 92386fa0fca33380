import type { INodeProperties } from 'n8n-workflow';
import type { OperationContext } from '../../../shared/face';
import type { AuditEvent, AuditKind } from '../../../shared/ledger';

/** The part of an event that one kind has and others have not. */
export interface EventForm {
	kind: AuditKind;
	name: string;
	description: string;
	/** Shown for this kind only. */
	fields: INodeProperties[];
	/** Fills in what the form says. @throws HospitalError `audit-not-a-...` */
	read(context: OperationContext): Promise<Partial<AuditEvent>>;
}

/** A field of one kind's form. */
export const formField = (kind: AuditKind, field: INodeProperties): INodeProperties => ({
	...field,
	displayOptions: { show: { kind: [kind] } },
});

/** The value of a field that may stay empty. */
export async function optional<T>(
	context: OperationContext,
	name: string,
	check: (value: unknown) => T,
): Promise<T | undefined> {
	const value = await context.parameter<unknown>(name, '');
	return value === '' || value === undefined || value === null ? undefined : check(value);
}

/** Without the members that are undefined. */
export const filled = <T extends object>(value: T): T =>
	Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as T;
