import { expect } from 'chai';
import { contractCases } from '../../infrastructure/wechat/contract-cases.js';
import { contractApis } from './apis/index.js';
import { describeContract } from './harness.js';

for (const api of contractApis) describeContract(api);

describe("WeChat's contract", () => {
  it('has each case in exactly one table', () => {
    const tables = (id: string): number =>
      contractApis.filter((api) => Object.hasOwn(api.arrange, id)).length;
    const wrong = contractCases.filter((one) => tables(one.id) !== 1).map((one) => one.id);
    expect(wrong).to.deep.equal([]);
  });

  it('has each id once, and each API in one table', () => {
    const ids = contractCases.map((one) => one.id);
    expect(ids).to.have.length(new Set(ids).size);
    const named = contractApis.map((one) => one.api);
    expect(named.toSorted()).to.deep.equal(
      [...new Set(contractCases.map((one) => one.api))].toSorted(),
    );
  });
});
