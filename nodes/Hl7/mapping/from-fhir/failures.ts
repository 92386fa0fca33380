import { HospitalError } from '../../../shared/errors';

export const otherPatient = (type: string) =>
	new HospitalError('hl7-other-patient', `The ${type} that was given is about another patient`, {
		nextStep: 'Pass on resources of one patient only. Nothing was made of them.',
	});

export const missing = (type: string) =>
	new HospitalError('hl7-resource-missing', `No ${type} was given, which the HL7 message needs`, {
		nextStep: 'Read it from the chart first and pass it on with the others.',
	});

export const ambiguous = (type: string) =>
	new HospitalError(
		'hl7-resources-ambiguous',
		`More than one ${type} was given for one HL7 message`,
		{
			nextStep: 'Pass on the resources of one patient and one event only.',
		},
	);

export const unknownStatus = (type: string) =>
	new HospitalError(
		'hl7-status-unknown',
		`The status of the ${type} cannot be said in an HL7 message`,
		{ nextStep: 'Send it when its status is one that HL7 v2 has a code for, such as final.' },
	);

export const valueNotSayable = (what: string) =>
	new HospitalError(
		'hl7-value-not-sayable',
		`An Observation has ${what}, which cannot be said in an HL7 result without changing it`,
		{ nextStep: 'Nothing was made of it. Leave the Observation out, or send it in another way.' },
	);

export const notAnOrder = (what: string) =>
	new HospitalError('hl7-not-an-order', `The ServiceRequest ${what}: it is no order`, {
		nextStep: 'Nothing was made of it. An HL7 order would have it carried out.',
	});

export const severalOldNumbers = () =>
	new HospitalError(
		'hl7-resources-ambiguous',
		'The Patient has several old numbers of one system, so that nobody can tell which record was merged',
		{
			nextStep:
				'Pass on the Patient with the number of the merged record as its only old one of that system.',
		},
	);

export const textNotReadable = () =>
	new HospitalError(
		'hl7-value-not-sayable',
		'The text of the DocumentReference is not in the character set that its content type names',
		{ nextStep: 'Nothing was made of it. Correct contentType, or pass on the text in UTF-8.' },
	);
