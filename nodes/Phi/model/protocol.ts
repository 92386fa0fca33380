import type { PhiFinding } from '../types';
import type { PlainProblem } from './problems';
import type { ModelIdentity } from './types';

/** To the thread. */
export type Request =
	| { readonly find: number; readonly text: string }
	| { readonly cancel: number };

/** From the thread. */
export type Reply =
	| { readonly opened: ModelIdentity }
	| { readonly refused: PlainProblem }
	| { readonly progress: number }
	| { readonly found: number; readonly findings: PhiFinding[] }
	| { readonly failed: number; readonly problem: PlainProblem };
