/** The data types of FHIR R4 that an AuditEvent is made of here. */
export interface Coding {
	system: string;
	code: string;
	display?: string;
}

export interface LogicalReference {
	/** Resource type of what is meant. */
	type?: string;
	/** Never a literal reference: that would name the resource, and with it the patient. */
	identifier: { system: string; value: string };
}

export const DCM = 'http://dicom.nema.org/resources/ontology/DCM';

export const coding = (system: string, code: string, display?: string): Coding => ({
	system,
	code,
	...(display !== undefined && { display }),
});

export const identified = (system: string, value: string): LogicalReference => ({
	identifier: { system, value },
});
