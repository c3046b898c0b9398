#include "gateway/services/mapping/version_loader.hpp"

namespace clearing::mapping {
namespace {

tables::TableSet as_set(std::map<std::string, std::string> texts) {
    return {std::make_move_iterator(texts.begin()), std::make_move_iterator(texts.end())};
}

}  // namespace

awaitable<Result<tables::TableSet>> VersionLoader::texts(std::string version) {
    auto texts = co_await world_.store.texts(std::move(version), {});
    if (!texts) co_return fail(texts.error());
    co_return as_set(std::move(*texts));
}

awaitable<Result<std::shared_ptr<const Tables>>> VersionLoader::load(std::string version) {
    if (const auto& present = world_.tables_in_force.current(); present && present->version == version)
        co_return present;
    auto loaded = co_await load_from_shelf(version);
    if (loaded) co_return loaded;
    auto built = co_await load_from_texts(version);
    if (!built) co_return built;
    // From the shelf it lies better in memory; without a shelf what was built serves as well.
    loaded = co_await load_from_shelf(std::move(version));
    co_return loaded ? loaded : built;
}

awaitable<Result<std::shared_ptr<const Tables>>> VersionLoader::load_from_shelf(std::string version) {
    using Codes = std::shared_ptr<const translation::CodeBook>;
    auto codes = co_await at_the_bench(world_.workshop, [&shelf = world_.shelf, version]() -> Result<Codes> {
        auto block = shelf.find(version);
        if (!block) return fail(ErrorCode::not_found);
        return translation::CodeBook::open(block->bytes, std::move(block->owner));
    });
    if (!codes) co_return fail(codes.error());
    std::vector<std::string> files = small_files();
    auto small = co_await world_.store.texts(version, std::move(files));
    if (!small) co_return fail(small.error());
    tables::TableSet set = as_set(std::move(*small));
    co_return co_await at_the_bench(
        world_.workshop, [set = std::move(set), codes = std::move(*codes), region = world_.own_region,
                          version = std::move(version)] { return mapping::load(set, codes, region, version); });
}

awaitable<Result<std::shared_ptr<const Tables>>> VersionLoader::load_from_texts(std::string version) {
    auto set = co_await texts(version);
    if (!set) co_return fail(set.error());
    co_return co_await at_the_bench(
        world_.workshop, [set = std::move(*set), &shelf = world_.shelf, &digest = world_.digest,
                          region = world_.own_region, version = std::move(version)] {
            if (version_id(digest_of(set, digest)) != version)
                return Result<std::shared_ptr<const Tables>>(
                    fail(ErrorCode::invalid_value, "the texts are not those of version " + version));
            auto tables = mapping::load(set, region, version);
            if (tables) shelf.keep(version, (*tables)->translator->book().block());
            return tables;
        });
}

}  // namespace clearing::mapping
