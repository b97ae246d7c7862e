import type { ContractApi } from '../harness.js';
import { getAccessToken, getStableAccessToken } from './access-token.js';
import { code2Session } from './code2session.js';
import { createQRCode, getUnlimitedQRCode } from './codes.js';
import { customerServiceSend } from './customer-service.js';
import { uploadTempMedia } from './media.js';
import { getUserNotify, setUserNotify } from './service-card.js';
import { subscribeSend } from './subscribe-send.js';
import { addTemplate, getPubTemplateKeyWords } from './template-library.js';
import { getTemplateList } from './template-list.js';
import { clearQuota, getApiQuota } from './usage.js';

/** Every API of tests/data/wechat-contract.json. */
export const contractApis: readonly ContractApi[] = [
  code2Session,
  getStableAccessToken,
  getAccessToken,
  subscribeSend,
  getTemplateList,
  getPubTemplateKeyWords,
  addTemplate,
  setUserNotify,
  getUserNotify,
  customerServiceSend,
  uploadTempMedia,
  getUnlimitedQRCode,
  createQRCode,
  clearQuota,
  getApiQuota,
];
