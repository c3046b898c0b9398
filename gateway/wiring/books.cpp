#include "gateway/wiring/books.hpp"

#include "gateway/infra/postgres/long_work.hpp"
#include "gateway/wiring/rules.hpp"

namespace clearing::wiring {
namespace {

postgres::PoolConfig pool_config(const config::Config& config) {
    postgres::PoolConfig pool;
    pool.url = config.database.url;
    pool.connections = config.database.pool_size;
    return pool;
}

}  // namespace

Books::Books(const config::Config& config, postgres::Vault its_vault, const ports::Clock& clock)
    : vault(std::move(its_vault)),
      pool(pool_config(config)),
      long_work(postgres::for_long_work(config.database.url)),
      messages(pool, vault),
      visits(pool, vault),
      settlements(pool, vault),
      days(pool, long_work, clock),
      digests(long_work),
      day_files(config.day_files),
      file_matcher(long_work, day_files),
      far_sides(pool),
      by_institution(pool, vault),
      institution_words(pool, long_work),
      exchange_files(pool, vault),
      months(long_work),
      audit(pool),
      doubts(pool, vault),
      reversal_orders(pool),
      outbox(pool, vault),
      status(pool),
      mappings(pool),
      code_usage(pool, vault),
      vouchers(pool),
      adjustments(pool, asked_first(config)),
      offers(pool),
      payments(pool, long_work),
      institution_payments(pool, long_work),
      prefunds(pool, long_work),
      proof(long_work),
      findings(pool, asked_first(config)),
      cases(pool),
      details(long_work),
      alarms(pool),
      task_runs(pool),
      unagreed(pool),
      statement_details(long_work, vault),
      revisions(pool) {}

void Books::stop() {
    pool.stop();
    long_work.stop();
}

}  // namespace clearing::wiring
