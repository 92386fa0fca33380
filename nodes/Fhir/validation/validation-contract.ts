import { clear, sealed, type Contract } from '../../shared/contracts';

/** What Validate adds to the item. */
export const validationContract: Contract = {
	name: 'Validation',
	key: 'validation',
	description:
		'What the check of a FHIR record found. No field but one holds content of the record.',
	fields: {
		'/resourceType': clear('Resource type of the record'),
		'/valid': clear('True when no error was found in what was checked'),
		'/errors': clear('Number of errors'),
		'/warnings': clear('Number of warnings'),
		'/checked': clear('What was checked'),
		'/notChecked': clear('What was not checked'),
		'/profiles': clear('How many of the given profiles were applied'),
		'/issues/*/severity': clear('error, warning or information'),
		'/issues/*/code': clear(
			'Kind of fault (FHIR IssueType): structure, required, value, code-invalid, not-supported',
		),
		'/issues/*/path': clear('Where: element names and positions, Patient.contact[0].gender'),
		'/issues/*/message': clear('What is wrong, in plain words, without the content'),
		'/issues/*/property': sealed('Name of a property that FHIR does not know'),
		'/issue/severity': clear('The same, with one item per issue'),
		'/issue/code': clear('The same, with one item per issue'),
		'/issue/path': clear('The same, with one item per issue'),
		'/issue/message': clear('The same, with one item per issue'),
		'/issue/property': sealed('The same, with one item per issue'),
	},
};
