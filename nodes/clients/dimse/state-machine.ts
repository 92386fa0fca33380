/**
 * The upper layer's state machine (PS3.8 9.2, Table 9-10), for both roles.
 *
 * Only what is not in the table is an error of this program; everything that a peer can do is in it.
 */

/** States, PS3.8 9.2.2. */
export type State =
	| 'Sta1' // idle
	| 'Sta2' // transport open, awaiting A-ASSOCIATE-RQ
	| 'Sta3' // awaiting local A-ASSOCIATE response
	| 'Sta4' // awaiting transport connection
	| 'Sta5' // awaiting A-ASSOCIATE-AC or -RJ
	| 'Sta6' // association established
	| 'Sta7' // awaiting A-RELEASE-RP
	| 'Sta8' // awaiting local A-RELEASE response
	| 'Sta9' // release collision, requestor side, awaiting local A-RELEASE response
	| 'Sta10' // release collision, acceptor side, awaiting A-RELEASE-RP
	| 'Sta11' // release collision, requestor side, awaiting A-RELEASE-RP
	| 'Sta12' // release collision, acceptor side, awaiting local A-RELEASE response
	| 'Sta13'; // awaiting transport close

/** Events, PS3.8 9.2.3. */
export type Event =
	| 'local-associate-request' // Evt1
	| 'transport-connected' // Evt2
	| 'associate-ac' // Evt3
	| 'associate-rj' // Evt4
	| 'transport-indication' // Evt5
	| 'associate-rq' // Evt6
	| 'local-accept' // Evt7
	| 'local-reject' // Evt8
	| 'local-data' // Evt9
	| 'data-tf' // Evt10
	| 'local-release-request' // Evt11
	| 'release-rq' // Evt12
	| 'release-rp' // Evt13
	| 'local-release-response' // Evt14
	| 'local-abort' // Evt15
	| 'abort' // Evt16
	| 'transport-closed' // Evt17
	| 'artim-expired' // Evt18
	| 'invalid-pdu'; // Evt19

/** Actions, PS3.8 9.2.4 to 9.2.7. */
export type Action =
	| 'AE-1'
	| 'AE-2'
	| 'AE-3'
	| 'AE-4'
	| 'AE-5'
	| 'AE-6'
	| 'AE-7'
	| 'AE-8'
	| 'DT-1'
	| 'DT-2'
	| 'AR-1'
	| 'AR-2'
	| 'AR-3'
	| 'AR-4'
	| 'AR-5'
	| 'AR-6'
	| 'AR-7'
	| 'AR-8'
	| 'AR-9'
	| 'AR-10'
	| 'AA-1'
	| 'AA-2'
	| 'AA-3'
	| 'AA-4'
	| 'AA-5'
	| 'AA-6'
	| 'AA-7'
	| 'AA-8';

/** What to do, and the state afterwards. */
export type Transition = readonly [action: Action, next: State];

const abortBoth: Transition = ['AA-8', 'Sta13'];
const abortUser: Transition = ['AA-1', 'Sta13'];
const ignore: Transition = ['AA-6', 'Sta13'];

/** The cells that are alike in Sta3 and Sta5 to Sta12. */
const ESTABLISHED: Partial<Record<Event, Transition>> = {
	'associate-ac': abortBoth,
	'associate-rj': abortBoth,
	'associate-rq': abortBoth,
	'data-tf': abortBoth,
	'release-rq': abortBoth,
	'release-rp': abortBoth,
	'local-abort': abortUser,
	abort: ['AA-3', 'Sta1'],
	'transport-closed': ['AA-4', 'Sta1'],
	'invalid-pdu': abortBoth,
};

const TABLE: Record<State, Partial<Record<Event, Transition>>> = {
	Sta1: {
		'local-associate-request': ['AE-1', 'Sta4'],
		'transport-indication': ['AE-5', 'Sta2'],
	},
	Sta2: {
		'associate-ac': abortUser,
		'associate-rj': abortUser,
		'associate-rq': ['AE-6', 'Sta3'],
		'data-tf': abortUser,
		'release-rq': abortUser,
		'release-rp': abortUser,
		abort: ['AA-2', 'Sta1'],
		'transport-closed': ['AA-5', 'Sta1'],
		'artim-expired': ['AA-2', 'Sta1'],
		'invalid-pdu': abortUser,
		// Not in the table: the listener itself shuts down before the peer has said anything.
		'local-abort': ['AA-2', 'Sta1'],
	},
	Sta3: {
		...ESTABLISHED,
		'local-accept': ['AE-7', 'Sta6'],
		'local-reject': ['AE-8', 'Sta13'],
	},
	Sta4: {
		'transport-connected': ['AE-2', 'Sta5'],
		'local-abort': ['AA-2', 'Sta1'],
		'transport-closed': ['AA-4', 'Sta1'],
	},
	Sta5: {
		...ESTABLISHED,
		'associate-ac': ['AE-3', 'Sta6'],
		'associate-rj': ['AE-4', 'Sta1'],
	},
	Sta6: {
		...ESTABLISHED,
		'local-data': ['DT-1', 'Sta6'],
		'data-tf': ['DT-2', 'Sta6'],
		'local-release-request': ['AR-1', 'Sta7'],
		'release-rq': ['AR-2', 'Sta8'],
	},
	Sta7: {
		...ESTABLISHED,
		'data-tf': ['AR-6', 'Sta7'],
		// AR-8 leads to Sta9 on the requestor's side and to Sta10 on the acceptor's.
		'release-rq': ['AR-8', 'Sta9'],
		'release-rp': ['AR-3', 'Sta1'],
	},
	Sta8: {
		...ESTABLISHED,
		'local-data': ['AR-7', 'Sta8'],
		'local-release-response': ['AR-4', 'Sta13'],
	},
	Sta9: { ...ESTABLISHED, 'local-release-response': ['AR-9', 'Sta11'] },
	Sta10: { ...ESTABLISHED, 'release-rp': ['AR-10', 'Sta12'] },
	Sta11: { ...ESTABLISHED, 'release-rp': ['AR-3', 'Sta1'] },
	Sta12: { ...ESTABLISHED, 'local-release-response': ['AR-4', 'Sta13'] },
	Sta13: {
		'associate-ac': ignore,
		'associate-rj': ignore,
		'associate-rq': ['AA-7', 'Sta13'],
		'data-tf': ignore,
		'release-rq': ignore,
		'release-rp': ignore,
		abort: ['AA-2', 'Sta1'],
		'transport-closed': ['AR-5', 'Sta1'],
		'artim-expired': ['AA-2', 'Sta1'],
		'invalid-pdu': ['AA-7', 'Sta13'],
		// Not in the table: a second local abort while the first one is on its way changes nothing.
		'local-abort': ignore,
	},
};

/** @returns the cell of Table 9-10, undefined when the event is impossible in that state */
export function transition(state: State, event: Event): Transition | undefined {
	return TABLE[state][event];
}
