/**
 * Fields of the segments that are read, in their order: data type (HL7 v2.5.1 and 2.8, where a type was
 * renamed under its older name) and, behind a colon, whose it is or what kind of number. A full stop is
 * a field of which nothing may stand. Segments that are not here, and fields beyond a row, are left out.
 *
 * Beside the types of the standard: `T` is text that people write, whatever its type is called, `UNIT` a
 * coded unit of measure, `RPT` and `TQ` how often, and `CE:drug` what somebody takes or does not bear.
 */
const ROWS: Readonly<Record<string, string>> = {
	EVN: 'ID DTM DTM IS XCN DTM .',
	PID: 'SI CX:MRN CX:MRN CX:MRN XPN:patient XPN:relative DTM:birth IS XPN:patient CE XAD . XTN XTN CE CE CE CX:ACCOUNT ST:SSN DLN CX:OTHER_ID CE ST:CITY ID NM CE CE CE DTM ID ID IS DTM . CE CE T CE CE XTN',
	PD1: 'IS IS XON XCN IS IS IS IS ID CX:MRN CE ID DTM XON CE IS DTM DTM IS IS IS DTM',
	NK1: 'SI XPN:relative CE XAD XTN XTN CE DTM DTM T . CX:OTHER_ID XON CE IS DTM:birth IS IS CE CE IS CE ID IS CE XPN:relative CE CE CE XPN:relative XTN XAD CX:OTHER_ID IS CE IS ST:SSN ST:CITY IS XTN XTN',
	PV1: 'SI IS PL IS CX:ACCOUNT PL XCN XCN XCN IS PL IS IS IS IS IS XCN IS CX:ACCOUNT FC IS IS IS IS DTM NM NM IS IS DTM IS NM NM IS DTM IS DLD CE ST:FACILITY IS IS PL PL DTM DTM NM NM NM NM CX:ACCOUNT IS XCN T CX:ACCOUNT',
	PV2: 'PL CE CE CE T T IS DTM DTM NM NM T XCN DTM ID IS DTM IS ID NM IS ID XON IS IS DTM IS DTM DTM CE IS ID DTM ID ID ID ID CE CE CE CE CE IS IS CE DTM DTM DTM IS CE',
	DB1: 'SI IS CX:OTHER_ID ID DTM DTM DTM',
	MRG: 'CX:MRN CX:MRN CX:ACCOUNT CX:MRN CX:ACCOUNT CX:ACCOUNT XPN:patient',
	ACC: 'DTM CE ST:STREET CE ID ID XCN T ST:NAME ID XAD NM',
	GT1: 'SI CX:ACCOUNT XPN:relative XPN:relative XAD XTN XTN DTM:birth IS IS CE ST:SSN DTM DTM NM XPN:unknown XAD XTN CX:OTHER_ID IS XON ID CE DTM ID CE CP NM CX:OTHER_ID CE DTM DTM IS IS CE CE IS CE ID IS CE XPN:relative CE CE XPN:unknown XTN CE IS T . XON IS IS FC CE ST:CITY IS',
	IN1: 'SI CE CX:PLAN XON XAD XPN:unknown XTN ST:PLAN XON CX:PLAN XON DTM DTM AUI IS XPN:patient CE DTM:birth XAD IS IS IS ID DTM ID DTM IS ST:PLAN DTM XCN IS IS NM NM IS ST:PLAN CP CP NM CP CP CE IS XAD IS IS IS IS CX:PLAN IS DTM ST:CITY IS CX:PLAN',
	IN2: 'CX:OTHER_ID ST:SSN XCN IS IS ST:PLAN XPN:patient ST:PLAN XPN:patient ST:PLAN XPN:unknown ST:PLAN ST:FACILITY ST:FACILITY IS IS DTM ID ID ID ID XPN:unknown . IS . . . IS IS XPN:unknown . . . . . . . . . XPN:relative . CE CE . . . . . XPN:unknown XTN . XPN:unknown XTN . . . . . . . CX:PLAN CX:PLAN XTN XTN . . . XON . . CE CE',
	IN3: 'SI CX:PLAN XCN ID . DTM DTM XCN DTM DTM DTM CE DTM XCN T XTN',
	AL1: 'SI CE CE:drug CE T DTM',
	IAM: 'SI CE CE:drug CE T CE EI:OTHER_ID T CE CE DTM T DTM XPN:unknown CE CE CE XCN XON DTM',
	DG1: 'SI ID CE T DTM IS CE CE ID IS CE CP T NM ID XCN IS ID DTM EI:OTHER_ID ID EI:OTHER_ID',
	DRG: 'CE DTM ID CE CE NM CP IS CP ID',
	PR1: 'SI IS CE T DTM IS NM XCN IS NM XCN XCN CE ID CE CE IS IS EI:OTHER_ID ID',
	PRB: 'ID DTM CE EI:OTHER_ID EI:OTHER_ID NM DTM DTM DTM CE CE CE CE CE DTM DTM T CE',
	ROL: 'EI:OTHER_ID ID CE XCN DTM DTM CE CE CE CE XAD XTN',
	PRT: 'EI:OTHER_ID ID CE CE XCN CE CE XON PL EI:DEVICE DTM DTM CE XAD XTN',
	ORC: 'ID EI:OTHER_ID EI:OTHER_ID EI:OTHER_ID ID ID TQ EIP:OTHER_ID DTM XCN XCN XCN PL XTN DTM CE ST:FACILITY . XCN CE XON XAD XTN XAD CE CE DTM CE CE CE',
	OBR: 'SI EI:OTHER_ID EI:OTHER_ID CE ID DTM DTM DTM CQ XCN ID CE T DTM SPS XCN XTN ST:OTHER_ID ST:OTHER_ID ST:OTHER_ID ST:OTHER_ID DTM . ID ID . TQ XCN EIP:OTHER_ID ID CE NDL NDL NDL NDL DTM NM CE CE CE ID ID CE CE CE CE CE CE IS CE',
	OBX: 'SI ID CE SUB VAR UNIT T IS NM ID ID DTM T DTM ST:FACILITY XCN CE EI:DEVICE DTM CE EI:OTHER_ID . XON XAD XCN',
	NTE: 'SI ID T CE XCN DTM DTM',
	TXA: 'SI IS ID DTM XCN DTM DTM DTM XCN XCN XCN EI:OTHER_ID EI:OTHER_ID EI:OTHER_ID EI:OTHER_ID ST:OTHER_ID ID ID ID ID T XCN XCN',
	SCH: 'EI:OTHER_ID EI:OTHER_ID NM EI:OTHER_ID CE CE CE CE NM CE . XCN XTN XAD PL XCN XTN XAD PL XCN XTN PL EI:OTHER_ID EI:OTHER_ID CE EI:OTHER_ID EI:OTHER_ID',
	RGS: 'SI ID CE',
	AIS: 'SI ID CE DTM NM CE NM CE IS CE CE CE',
	AIG: 'SI ID . CE CE CE NM DTM NM CE NM CE IS CE',
	AIL: 'SI ID PL CE CE DTM NM CE NM CE IS CE',
	AIP: 'SI ID XCN CE CE DTM NM CE NM CE IS CE',
	FT1: 'SI ST:ACCOUNT ST:OTHER_ID DR DTM IS CE T T NM CP CP . CE CP PL IS IS CE XCN XCN CP EI:OTHER_ID XCN CE CE',
	RXA: 'NM NM DTM DTM CE:drug NM UNIT CE CE XCN . T NM CE ST:OTHER_ID DTM CE CE CE ID ID DTM',
	RXC: 'ID CE:drug NM UNIT NM UNIT CE',
	RXD: 'NM CE:drug DTM NM UNIT CE ST:OTHER_ID NM T XCN ID CQ . ID CE NM UNIT ST:OTHER_ID',
	RXE: 'TQ CE:drug NM NM UNIT CE CE . ID NM UNIT NM XCN XCN ST:OTHER_ID NM NM DTM CQ ID CE T',
	RXO: 'CE:drug NM NM UNIT CE CE CE . ID CE NM UNIT NM XCN XCN ID T NM UNIT CE',
	RXR: 'CE CE CE CE CE CE',
	SPM: 'SI EIP:OTHER_ID EIP:OTHER_ID CE CE CE CE CE CE CE CE CQ NM T CE CE DR DTM DTM ID CE CE CE CE CQ NM CE CE CE',
	TQ1: 'SI CQ RPT TM CQ CQ DTM DTM CE T T ID CQ NM',
	RF1: 'CE CE CE CE CE EI:OTHER_ID DTM DTM DTM CE EI:OTHER_ID',
	PRD: 'CE XPN:provider XAD PL XTN CE . DTM DTM',
	CTD: 'CE XPN:unknown XAD PL XTN CE .',
	AUT: 'CE CE ST:FACILITY DTM DTM EI:PLAN CP NM NM DTM CE',
	ARV: 'SI CE CE CE T DTM',
	MSA: 'ID ST:CONTROL T NM . CE',
	QAK: 'ST:CONTROL ID CE NM NM NM',
	ODS: 'ID CE CE T',
	CTI: 'EI:OTHER_ID CE CE',
	DSP: 'SI SI T T T',
};

/** One field: its data type and what its values are. */
export interface FieldRule {
	readonly type: string;
	/** Kind of number, or role of a person. */
	readonly of: string | undefined;
}

const rows = new Map(
	Object.entries(ROWS).map(([segment, row]) => [
		segment,
		row.split(' ').map((field): FieldRule => {
			const [type = '.', of] = field.split(':');
			return { type, of };
		}),
	]),
);

/** The fields of a segment from the first on; undefined for one that is not read. */
export const fieldsOf = (segment: string): readonly FieldRule[] | undefined => rows.get(segment);

/** Names of the segments that are read, beside the header. */
export const SEGMENTS: readonly string[] = [...rows.keys()];
