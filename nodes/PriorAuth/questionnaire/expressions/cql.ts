import type { FhirResource } from '../../../clients/fhir';
import type { ChartContext } from '../../../shared/contracts';
import { isFields, keyOf, patientReference, type Fields } from '../fhir';
import type { Choice, ElmLibrary } from '../types';
import { Failed, type Found } from './evaluator';
import { codesOf, isRecord, plain, recordKey } from './cql-values';
import { INLINE, recordsBehind, statements, typeIn, withDefinition, wrapped } from './elm';
import type { CqlSource, ExpressionLibraries } from './library';

/** What the expressions of a form may see. */
export interface CqlSurroundings {
	libraries: readonly ElmLibrary[];
	valueSets: Readonly<Record<string, readonly Choice[]>>;
	chart: Pick<ChartContext, 'patient' | 'resources' | 'declared' | 'truncated'>;
	/** Records of the request that are no part of the chart: coverage, order. */
	others: readonly FhirResource[];
	parameters: Readonly<Record<string, unknown>>;
	/** ISO 8601 with offset. */
	now: string;
}

const EVIDENCE = 'evidence of ';

/** Runs definitions of compiled CQL libraries over one patient's records. */
export class CqlRuns {
	private readonly cache = new Map<string, Found>();
	/** An engine that reported an error runs no more CQL of this form (DTR, CQL-related errors). */
	private stopped: string | undefined;
	private opened: { source: CqlSource; bundle: Fields } | undefined;
	private asked = new Set<string>();

	constructor(
		private readonly load: () => ExpressionLibraries,
		private readonly around: CqlSurroundings,
	) {}

	/** @throws Failed */
	async define(library: string | undefined, define: string): Promise<Found> {
		const key = `${library ?? ''}.${define}`;
		const known = this.cache.get(key);
		if (known !== undefined) return known;
		return await this.guarded(async () => {
			const found = await this.run(this.libraryFor(library, define).elm, define);
			this.cache.set(key, found);
			return found;
		});
	}

	/** Runs an expression that the payer compiled on its own. @throws Failed */
	async inline(elm: Fields): Promise<Found> {
		return await this.guarded(async () => {
			if (isFields(elm.library)) {
				const names = statements({ library: elm.library })
					.filter(({ name, type }) => name !== 'Patient' && type !== 'FunctionDef')
					.map(({ name }) => String(name));
				if (names.length !== 1) throw new Failed('expression-not-understood');
				return await this.run({ library: elm.library }, names[0]);
			}
			const [first] = this.around.libraries;
			return await this.run(wrapped(elm, this.around.libraries, first), INLINE);
		});
	}

	private async guarded(work: () => Promise<Found>): Promise<Found> {
		if (this.stopped !== undefined) throw new Failed('cql-stopped');
		try {
			return await work();
		} catch (error) {
			const why = error instanceof Failed ? error.why : 'cql-failed';
			this.stopped = why;
			throw new Failed(why);
		}
	}

	private libraryFor(name: string | undefined, define: string): ElmLibrary {
		const { libraries } = this.around;
		const having = libraries.filter(
			(library) =>
				(name === undefined || library.name === name) &&
				statements(library.elm).some((one) => one.name === define),
		);
		if (having.length === 0) throw new Failed('definition-missing');
		if (having.length > 1) throw new Failed('definition-ambiguous');
		return having[0];
	}

	private async run(elm: Fields, define: string): Promise<Found> {
		const asked = new Set<string>();
		const first = await this.execute(elm, define, asked);
		const operand = recordsBehind(elm, define);
		const behind =
			operand === undefined
				? undefined
				: await this.execute(
						withDefinition(elm, EVIDENCE + define, operand),
						EVIDENCE + define,
						asked,
					);
		const records = (behind ?? first).records;
		const doubt = this.unread(asked);
		return { values: first.values, records, ...(doubt !== undefined && { doubt }) };
	}

	private async execute(
		elm: Fields,
		define: string,
		asked: Set<string>,
	): Promise<{ values: unknown[]; records: string[] }> {
		const { cql } = this.load();
		const { libraries, parameters, now } = this.around;
		const repository = new cql.Repository([elm, ...libraries.map((library) => library.elm)]);
		const executor = new cql.Executor(
			new cql.Library(elm, repository),
			new cql.CodeService(codesOf(this.around.valueSets)),
			parameters,
		);
		const source = this.source(asked);
		const results = await executor.exec_expression(define, source, cql.DateTime.parse(now));
		const [patient] = Object.keys(results.patientResults);
		const value = patient === undefined ? undefined : results.patientResults[patient][define];
		const own = [value].flat(3).filter(isRecord);
		const looked = patient === undefined ? [] : (results.patientEvaluatedRecords?.[patient] ?? []);
		return {
			values: [value].flat(3).flatMap(plain),
			records: unique((own.length > 0 ? own : looked).flatMap(recordKey)),
		};
	}

	/** The records of this patient, from the beginning; which types are asked for is written down. */
	private source(asked: Set<string>): CqlSource {
		this.asked = asked;
		this.opened ??= this.open();
		const { source, bundle } = this.opened;
		source.reset();
		source.loadBundles([bundle]);
		return source;
	}

	/** The model of FHIR is read once: that takes longer than most expressions. */
	private open(): { source: CqlSource; bundle: Fields } {
		const { chart, others } = this.around;
		const own = chart.resources.filter((resource) => {
			const of = patientReference(resource);
			return of === undefined ? resource.resourceType !== 'Patient' : of === chart.patient;
		});
		const there = new Set(own.map(keyOf));
		const resources = [...own, ...others.filter((resource) => !there.has(keyOf(resource)))];
		const patients = resources.filter(({ resourceType }) => resourceType === 'Patient');
		if (patients.length !== 1) throw new Failed('patient-not-read');
		const source = this.load().records.PatientSource.FHIRv401();
		const current = source.currentPatient.bind(source);
		source.currentPatient = () => {
			const patient = current();
			if (patient === undefined) return undefined;
			const find = patient.findRecords.bind(patient);
			patient.findRecords = (profile, details) => {
				this.asked.add(typeIn(isFields(details) ? (details.datatype ?? profile) : profile));
				return find(profile, details);
			};
			return patient;
		};
		const entry = resources.map((resource) => ({ resource }));
		return { source, bundle: { resourceType: 'Bundle', entry } };
	}

	/** Nothing recorded is an answer only where the records were read, and all of them. */
	private unread(asked: Set<string>): string | undefined {
		const { declared, truncated } = this.around.chart;
		const given = new Set(this.around.others.map(({ resourceType }) => resourceType));
		for (const type of asked) {
			if (type === 'Patient' || given.has(type)) continue;
			if (!declared.some((read) => read.type === type)) return 'records-not-read';
			if (truncated.some((cut) => cut.type === type)) return 'records-cut-off';
		}
		return undefined;
	}
}

const unique = (keys: string[]): string[] => [...new Set(keys)];
