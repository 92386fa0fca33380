/**
 * The part of cql-execution, cql-exec-fhir and fhirpath that is used. The libraries come with types
 * of their own, which bring whole models along.
 */
export interface CqlRecord {
	getId?(): string;
	_json?: unknown;
	_typeInfo?: { name?: string };
}
export interface CqlPatient {
	findRecords(profile: string, details?: unknown): CqlRecord[];
}
export interface CqlSource {
	loadBundles(bundles: unknown[]): void;
	currentPatient(): CqlPatient | undefined;
	nextPatient(): CqlPatient | undefined;
	reset(): void;
}
export interface CqlResults {
	patientResults: Record<string, Record<string, unknown>>;
	patientEvaluatedRecords?: Record<string, CqlRecord[]>;
}
export interface ExpressionLibraries {
	cql: {
		Library: new (elm: unknown, repository: unknown) => unknown;
		Repository: new (elms: unknown) => unknown;
		CodeService: new (valueSets: unknown) => unknown;
		DateTime: { parse(text: string): unknown };
		Executor: new (
			library: unknown,
			codes: unknown,
			parameters: unknown,
		) => {
			exec_expression(name: string, source: CqlSource, now: unknown): Promise<CqlResults>;
		};
	};
	records: { PatientSource: { FHIRv401(): CqlSource } };
	fhirpath: {
		evaluate(
			data: unknown,
			path: string,
			variables: Record<string, unknown>,
			model: unknown,
			options: Record<string, unknown>,
		): unknown[];
		resolveInternalTypes(value: unknown): unknown;
	};
	r4: unknown;
}
