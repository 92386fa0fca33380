import type { OperationContext } from '../../shared/face';
import type { RawOptions } from '../asking';

/** The option "Let the Model Mend Its Answer"; on unless it was switched off. */
export async function mayRepair(context: OperationContext): Promise<boolean> {
	return (await context.parameter<RawOptions>('options', {})).repair !== false;
}
