import type { Work } from '../../engine/work';
import type { Subject } from '../../types';
import { isObject, type Json } from './place';

/** Elements in which a record says whose it is, the surest first. */
const WHOSE = [
	'subject',
	'patient',
	'beneficiary',
	'individual',
	'for',
	'member',
	'individualSubject',
];

/**
 * Tells of each resource whose record it is: what it refers to, else the one patient there is. A record
 * of nobody known gets the subject of the context.
 */
export function subjectsOf(root: Json, work: Work): (resource: Json) => Subject {
	const byReference = new Map<string, Subject>();
	const patients: Subject[] = [];
	const add = (resource: unknown, fullUrl?: unknown) => {
		if (!isObject(resource) || resource.resourceType !== 'Patient') return;
		const subject = work.subjectOfPatient(resource);
		patients.push(subject);
		if (typeof resource.id === 'string') byReference.set(`Patient/${resource.id}`, subject);
		if (typeof fullUrl === 'string') byReference.set(fullUrl, subject);
	};
	add(root);
	for (const entry of listOf(root.entry)) if (isObject(entry)) add(entry.resource, entry.fullUrl);
	for (const one of listOf(root.parameter)) if (isObject(one)) add(one.resource);
	const only = patients.length === 1 ? patients[0] : undefined;
	return (resource) => {
		if (resource.resourceType === 'Patient') return work.subjectOfPatient(resource);
		for (const name of WHOSE) {
			const { [name]: value } = resource;
			if (!isObject(value) || typeof value.reference !== 'string') continue;
			const reference = value.reference.replace(/\/_history\/.*$/, '');
			const found =
				byReference.get(reference) ?? byReference.get(reference.split('/').slice(-2).join('/'));
			if (found !== undefined) return found;
		}
		return only ?? work.subject;
	};
}

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
