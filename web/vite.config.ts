import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vite';
import { compression } from 'vite-plugin-compression2';

/** A service that runs, for `npm run dev`. */
const service = process.env['NEARTURN_URL'] ?? 'http://127.0.0.1:8080';
const ofTheService = ['/api', '/oauth', '/health', '/openapi.json'];

/** Below it nothing helps: the head of a small file is as large as what is saved. */
const worthCompressing = 1024;

export default defineConfig({
  plugins: [
    vue(),
    compression({ algorithms: ['gzip', 'brotliCompress'], threshold: worthCompressing }),
  ],
  define: {
    // vue-i18n's: texts are compiled without `new Function`, which the CSP forbids; no older API.
    __INTLIFY_JIT_COMPILATION__: true,
    __INTLIFY_DROP_MESSAGE_COMPILER__: false,
    __VUE_I18N_LEGACY_API__: false,
    __VUE_I18N_FULL_INSTALL__: false,
    __VUE_OPTIONS_API__: true,
    __VUE_PROD_DEVTOOLS__: false,
    __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: false,
  },
  build: {
    outDir: '../dist/web',
    emptyOutDir: true,
    // What a kiosk or a wall screen of some years ago runs: Chrome 80, the WebView of Android 9.
    target: 'chrome80',
    cssTarget: 'chrome80',
    // A picture in a style sheet would be a data: address; each is a file that is cached for good.
    assetsInlineLimit: 0,
    // The preloading helper needs an inline script for nothing that we support.
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1500,
  },
  server: { proxy: Object.fromEntries(ofTheService.map((path) => [path, service])) },
});
