const core = require('tesseract.js-core/tesseract-core-simd-lstm');

/** In place of the library's choice among six builds of Tesseract. */
module.exports = async () => core;
