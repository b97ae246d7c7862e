import { expect } from 'chai';
import { EventStoreDBClient } from '@eventstore/db-client';
import { isAppError } from '../../../../src/application/errors.js';
import { esdbConnectionString } from '../../../../src/infrastructure/event-store/eventstoredb/connection-string.js';

const optionsOf = (text: string): Record<string, string> =>
  Object.fromEntries(new URLSearchParams(esdbConnectionString(text).split('?')[1]));

describe('an EventStoreDB connection string', () => {
  it('is filled in with what the client would guess', () => {
    expect(optionsOf('esdb://127.0.0.1:2113?tls=false')).to.deep.equal({
      tls: 'false',
      nodePreference: 'leader',
      keepAliveInterval: '10000',
      keepAliveTimeout: '5000',
      maxDiscoverAttempts: '10',
      discoveryInterval: '100',
      gossipTimeout: '2',
      connectionName: 'nearturn',
    });
  });

  it('keeps what it says itself, however it spells it', () => {
    const options = optionsOf('esdb://h?node_preference=follower&KeepAliveInterval=20000');
    expect(options).to.include({ node_preference: 'follower', KeepAliveInterval: '20000' });
    expect(options).to.not.have.any.keys('nodePreference', 'keepAliveInterval');
  });

  it('keeps its hosts and its credentials', () => {
    const cluster = 'esdb://ops:p%40ss%23@a:2111,b:2112,c:2113';
    expect(esdbConnectionString(`${cluster}?tls=true`)).to.match(
      /^esdb:\/\/ops:p%40ss%23@a:2111,b:2112,c:2113\?tls=true&/,
    );
    expect(esdbConnectionString(' esdb+discover://cluster.dns:2113/ ')).to.match(
      /^esdb\+discover:\/\/cluster\.dns:2113\?nodePreference=leader&/,
    );
  });

  it('is one that the client accepts', () => {
    for (const text of [
      'esdb://127.0.0.1:2113?tls=false',
      'esdb://ops:p%40ss@a:2111,b:2112?tls=true',
      'esdb+discover://cluster.dns:2113',
    ]) {
      expect(() => EventStoreDBClient.connectionString(esdbConnectionString(text))).to.not.throw();
    }
  });

  it('is refused where the client would ignore or misread it', () => {
    for (const text of [
      '',
      'http://127.0.0.1:2113',
      '127.0.0.1:2113',
      'esdb://',
      'esdb://h?tls',
      'esdb://h?tls=',
      'esdb://h?throwOnAppendFailure=false',
      'esdb://h?tlsVerifyCert=false',
      'esdb://h?gossipTimeout=2000',
      'esdb://ops:secr#t@h',
      'esdb://ops:secr%t@h',
      'esdb://ops@h',
    ]) {
      let error: unknown = null;
      try {
        esdbConnectionString(text);
      } catch (thrown) {
        error = thrown;
      }
      expect(isAppError(error, 'invalid_config'), text).to.equal(true);
      expect(String(error), 'the password stays out of the message').to.not.contain('secr');
    }
  });
});
