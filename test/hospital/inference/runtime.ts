/**
 * ONNX Runtime without its telemetry. From 1.30 on its native part collects usage data, keeps it in
 * `~/.cache/Microsoft` and the temporary folder, and sends it to its maker. Nothing of a hospital
 * leaves unasked, not even a demonstration's, so the switch is set before the library is loaded:
 * a static import would run first.
 */
process.env.ORT_DISABLE_TELEMETRY = '1';

export const { default: ort } = await import('onnxruntime-node');
