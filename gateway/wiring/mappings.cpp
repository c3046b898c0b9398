#include "gateway/wiring/mappings.hpp"

#include "gateway/infra/log/log.hpp"
#include "gateway/infra/system/text_folder.hpp"

namespace clearing::wiring {

Mappings::Mappings(const config::Config& config, mapping::TablesInForce& tables_in_force, Books& books,
                   ports::Clock& clock, ports::Digest& digest, const ports::OtherSides& other_sides)
    : shelf_(config.code_books),
      world_{tables_in_force, DivisionCode(config.own.region),
             books.mappings,  books.code_usage,
             workshop_,       sheets_,
             shelf_,          clock,
             digest,          books.audit,
             other_sides},
      change_control_(world_),
      reports_(world_),
      watch_(world_) {}

ports::awaitable<Result<void>> Mappings::begin(tables::TableSet folder) {
    const std::string of_folder = world_.tables_in_force.current()->version;
    auto in_force = co_await change_control_.begin_with(std::move(folder));
    if (!in_force) co_return fail(in_force.error());
    if (*in_force != of_folder)
        log::warning("mappings_folder_not_in_force",
                     {{"version", *in_force}, {"reason", "the folder holds version " + of_folder}});
    co_return co_await follow_timeline();
}

ports::awaitable<Result<void>> Mappings::follow_timeline() {
    auto changed = co_await watch_.step();
    if (!changed) {
        log::error("mapping_not_swapped",
                   {{"code", stable_code(changed.error().code)}, {"reason", changed.error().detail}});
        co_return fail(changed.error());
    }
    if (*changed) log::info("mapping_swapped", {{"version", **changed}});
    co_return Result<void>{};
}

Result<tables::TableSet> read_tables(const config::Config& config) {
    return system::read_texts(config.mappings, mapping::table_files());
}

Result<std::shared_ptr<const mapping::Tables>> load_tables(const config::Config& config, const tables::TableSet& set,
                                                           const ports::Digest& digest) {
    return mapping::load(set, DivisionCode(config.own.region), mapping::version_id(mapping::digest_of(set, digest)));
}

}  // namespace clearing::wiring
