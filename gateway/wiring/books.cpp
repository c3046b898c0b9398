#include "gateway/wiring/books.hpp"

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
      messages(pool, vault),
      visits(pool, vault),
      settlements(pool, vault),
      days(pool, clock),
      audit(pool),
      doubts(pool, vault),
      outbox(pool, vault),
      status(pool),
      mappings(pool),
      code_usage(pool, vault),
      prefunds(pool),
      alarms(pool) {}

}  // namespace clearing::wiring
