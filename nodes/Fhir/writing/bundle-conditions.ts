import { isOpen, type Bundle } from '../../clients/fhir';
import { HospitalError } from '../../shared/errors';

/**
 * Refuses entries whose target is found by a search that may meet more than was meant: a delete by a
 * search removes everything that matches on some servers (FHIR R4 http.html 3.1.0.7.1), and nobody can
 * say afterwards whose records those were; a search without a value meets any record.
 *
 * @returns the bundle
 * @throws HospitalError `fhir-conditional-delete`, `fhir-condition-invalid`
 */
export function checkConditions(bundle: Bundle): Bundle {
	const entries = Array.isArray(bundle.entry) ? bundle.entry : [];
	for (const one of entries) {
		const { method = '', url = '', ifNoneExist } = one?.request ?? {};
		const [, search] = /^[^?]*\?(.*)$/s.exec(String(url)) ?? [];
		if (method === 'DELETE' && search !== undefined) throw conditionalDelete();
		if (/^(PUT|PATCH)$/.test(method) && search !== undefined) checkSearch(search);
		if (method === 'POST' && ifNoneExist !== undefined) checkSearch(String(ifNoneExist));
	}
	return bundle;
}

function checkSearch(search: string): void {
	const parameters = [...new URLSearchParams(search)];
	if (parameters.length > 0 && !parameters.some(([, value]) => isOpen(value))) return;
	throw new HospitalError(
		'fhir-condition-invalid',
		'A search in an entry of the bundle has no value',
		{
			nextStep:
				'Nothing was written. Give each search in request.url and ifNoneExist a value, such as identifier=https://hospital.example/documents|A-17.',
		},
	);
}

const conditionalDelete = () =>
	new HospitalError('fhir-conditional-delete', 'An entry of the bundle deletes by a search', {
		nextStep:
			'Nothing was written, because some servers delete everything that matches. Use the operation Delete, which finds one record by a search, looks whether it is the right one and deletes that; or give the entry the ID of the record.',
	});
