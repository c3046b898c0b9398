// What the mapping tables cost: loading, memory, look-ups, a bill, a swap under load. See README.md.
#include "gateway/infra/system/bench_thread.hpp"
#include "gateway/infra/system/file_shelf.hpp"
#include "gateway/infra/system/openssl_digest.hpp"
#include "gateway/infra/system/text_folder.hpp"
#include "gateway/services/mapping/tables.hpp"
#include "gateway/services/translation/pricing.hpp"
#include "tests/bench/machine.hpp"
#include "tests/support/generated_catalog.hpp"

#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <numeric>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>

using namespace clearing;
using bench::Timed;
using bench::timed;
using translation::CodeKind;
using translation::Vocabulary;

namespace {

constexpr double mebi = 1024.0 * 1024.0;

struct Settings {
    std::size_t codes = 173'000;  ///< of the Ningbo catalog (DOMAIN §3)
    std::size_t months = 24;
    int rounds = 11;
};

Settings settings_of(int argc, char** argv) {
    Settings settings;
    for (int i = 1; i + 1 < argc; i += 2) {
        const long value = std::atol(argv[i + 1]);
        if (std::strcmp(argv[i], "--codes") == 0) settings.codes = static_cast<std::size_t>(value);
        if (std::strcmp(argv[i], "--months") == 0) settings.months = static_cast<std::size_t>(value);
        if (std::strcmp(argv[i], "--rounds") == 0) settings.rounds = static_cast<int>(value);
    }
    return settings;
}

template <class T>
T loaded(Result<T> result) {
    if (result) return std::move(*result);
    fmt::print(stderr, "{}\n", sentence(result.error()));
    std::exit(1);
}

/// The reviewed tables with a catalog of drugs of the asked size.
tables::TableSet set_with(const Settings& settings, std::uint64_t seed) {
    tables::TableSet set = loaded(system::read_texts(CLEARING_SOURCE_DIR "/mappings", mapping::table_files()));
    set["drugs.tsv"] = generated::drug_file(settings.codes, settings.months, seed);
    return set;
}

void print(const char* what, const Timed& time, const char* aim) {
    fmt::print("{:<58} {:>9.3f} {:>9.3f} {:>9.3f} ms   {}\n", what, time.least, time.middle, time.most, aim);
}

/// Every local drug code with a day on which it has a row.
struct Question {
    std::string code;
    Date on;
};

std::vector<Question> questions_of(const translation::CodeBook& book, std::size_t different) {
    std::vector<Question> all;
    for (const std::uint32_t index : book.rows()) {
        const translation::MappingRow row = book.row(index);
        if (row.kind == CodeKind::drug && row.from == Vocabulary::local)
            all.push_back({std::string(row.code), row.period.from});
    }
    // A fixed shuffle: neighbours in the book are not neighbours in a bill.
    std::uint64_t state = 88172645463325252ULL;
    const auto next = [&state] {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        return state;
    };
    for (std::size_t i = all.size(); i > 1; --i)
        std::swap(all[i - 1], all[next() % i]);
    if (all.size() > different) all.resize(different);
    return all;
}

void measure_translations(const translation::Translator& translator, const Settings& settings) {
    for (const std::size_t different : {std::size_t{51'300}, settings.codes}) {
        const std::vector<Question> questions = questions_of(translator.book(), different);
        std::size_t found = 0;
        const Timed views = timed(settings.rounds, [&] {
            for (const Question& question : questions)
                found += translator.book()
                             .find(CodeKind::drug, Vocabulary::local, Vocabulary::national, question.code, question.on)
                             .code.size();
        });
        std::vector<translation::CodeBook::CatalogQuestion> asked;
        for (const Question& question : questions)
            asked.push_back({{}, question.code, question.on});
        std::vector<std::uint32_t> rows(asked.size());
        const Timed together = timed(settings.rounds, [&] {
            translator.book().find_catalog(asked, rows);
            for (const std::uint32_t row : rows)
                found += translator.book().catalog(row).code.size();
        });
        const Timed whole = timed(settings.rounds, [&] {
            for (const Question& question : questions)
                found += translator
                             .translate(CodeKind::drug, Vocabulary::local, Vocabulary::national, question.code, {},
                                        question.on)
                             ->code.size();
        });
        const double count = static_cast<double>(questions.size());
        fmt::print("{:<58} {:>9.2f} million/s        {}\n",
                   fmt::format("translations as the desk asks, {} codes at random", questions.size()),
                   count / whole.middle / 1000.0, found > 0 ? "" : "nothing was found");
        fmt::print("{:<58} {:>9.2f} million/s\n", "  … without copies of texts, row name and version",
                   count / views.middle / 1000.0);
        fmt::print("{:<58} {:>9.2f} million/s        aim 10\n",
                   "  … and the catalog's rows, many at once, as a bill asks", count / together.middle / 1000.0);
    }
}

std::vector<FeeLine> bill_of(const translation::CodeBook& book, std::size_t lines) {
    std::vector<FeeLine> bill;
    for (const Question& question : questions_of(book, lines)) {
        FeeLine line;
        line.id = LineId(fmt::format("L{}", bill.size()));
        line.institution_list_code = question.code;
        line.name = "阿莫西林胶囊";
        line.occurred_at = local_midnight(question.on);
        line.count = Decimal::parse("3").value();
        line.unit_price = Decimal::parse("12.36").value();
        line.amount = Money::parse("37.08").value();
        bill.push_back(std::move(line));
    }
    return bill;
}

void measure_bill(const translation::Translator& translator, const Settings& settings) {
    const std::vector<FeeLine> bill = bill_of(translator.book(), 1'000);
    // The copy of the uploaded lines is made outside the clock.
    std::vector<std::vector<FeeLine>> copies(static_cast<std::size_t>(settings.rounds) + 1, bill);
    std::size_t next = 0, priced = 0;
    const Timed time = timed(settings.rounds, [&] {
        std::vector<translation::Unmapped> unmapped;
        auto lines = price_lines(translator, Vocabulary::national, std::move(copies[next++]), unmapped);
        if (lines) priced += lines->size();
    });
    print(fmt::format("a bill of {} lines, translated, split and checked", bill.size()).c_str(), time,
          priced > 0 ? "aim 1 ms" : "the bill was refused");
}

/// Requests one after the other on one loop, as at the counter, while versions change.
struct Load {
    boost::asio::io_context io{1};
    mapping::TablesInForce in_force;
    std::vector<FeeLine> bill;
    std::size_t answered = 0, lost = 0, mixed = 0, swaps = 0;
    std::chrono::duration<double, std::milli> longest{};
    std::vector<double> spans;
    bool stop = false;

    explicit Load(std::shared_ptr<const mapping::Tables> tables) : in_force(std::move(tables)) {}

    /// A request takes the tables once, waits in between as for a store, and must end with what it began with.
    boost::asio::awaitable<void> request() {
        const std::shared_ptr<const mapping::Tables> tables = in_force.current();
        std::vector<FeeLine> lines = bill;
        for (int step = 0; step < 2; ++step) {
            co_await boost::asio::post(io, boost::asio::use_awaitable);
            std::vector<translation::Unmapped> unmapped;
            auto priced = price_lines(*tables->translator, Vocabulary::national, bill, unmapped);
            if (!priced) {
                ++lost;
                co_return;
            }
            for (const FeeLine& line : *priced)
                if (line.translated.map_version != tables->version) ++mixed;
        }
        ++answered;
    }

    boost::asio::awaitable<void> run(std::chrono::milliseconds span) {
        const auto end = std::chrono::steady_clock::now() + span;
        while (std::chrono::steady_clock::now() < end) {
            const auto begin = std::chrono::steady_clock::now();
            co_await request();
            spans.push_back(
                std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count());
        }
        stop = true;
    }

    boost::asio::awaitable<void> swap_again_and_again(ports::Workshop& workshop, system::FileShelf& shelf,
                                                      std::vector<std::string> versions, tables::TableSet small) {
        for (std::size_t i = 0; !stop; ++i) {
            std::shared_ptr<const mapping::Tables> next;
            const std::string version = versions[i % versions.size()];
            co_await workshop.run([&] {
                auto block = shelf.find(version);
                auto book = loaded(translation::CodeBook::open(block->bytes, block->owner));
                next = loaded(mapping::load(small, book, DivisionCode("330200"), version));
            });
            // As the daemon does: what is no longer read is given back at the bench.
            std::shared_ptr<const mapping::Tables> old = in_force.current();
            in_force.replace(std::move(next));
            ++swaps;
            co_await boost::asio::post(io, boost::asio::use_awaitable);
            co_await workshop.run([&old] { old.reset(); });
            boost::asio::steady_timer pause(io, std::chrono::milliseconds(50));
            co_await pause.async_wait(boost::asio::use_awaitable);
        }
    }
};

double share(std::vector<double> spans, double part) {
    std::ranges::sort(spans);
    return spans.empty() ? 0 : spans[static_cast<std::size_t>(part * static_cast<double>(spans.size() - 1))];
}

void measure_swaps(std::shared_ptr<const mapping::Tables> tables, system::FileShelf& shelf,
                   const std::vector<std::string>& versions, const tables::TableSet& small, const Settings& settings) {
    const auto span = std::chrono::milliseconds(settings.rounds > 1 ? 4'000 : 200);
    for (const bool swapping : {false, true}) {
        Load load(tables);
        load.bill = bill_of(tables->translator->book(), 20);
        system::BenchThread workshop;
        boost::asio::co_spawn(load.io, load.run(span), boost::asio::detached);
        if (swapping)
            boost::asio::co_spawn(load.io, load.swap_again_and_again(workshop, shelf, versions, small),
                                  boost::asio::detached);
        load.io.run();
        fmt::print("{:<58} {} requests, {} swaps, {} lost, {} mixed; ms: median {:.3f}, 99.9% {:.3f}, longest {:.3f}\n",
                   swapping ? "  and with versions changing all the time" : "requests of 20 lines, one after the other",
                   load.answered, load.swaps, load.lost, load.mixed, share(load.spans, 0.5), share(load.spans, 0.999),
                   share(load.spans, 1.0));
    }
}

}  // namespace

int main(int argc, char** argv) {
    const Settings settings = settings_of(argc, argv);
    fmt::print("{}", bench::machine());
    fmt::print("settings {} codes, {} months of versions, {} rounds; least, median, most\n\n", settings.codes,
               settings.months, settings.rounds);

    const system::OpenSslDigest digest;
    const std::filesystem::path folder =
        std::filesystem::temp_directory_path() / fmt::format("mapping_bench.{}", static_cast<long>(::getpid()));
    system::FileShelf shelf(folder);
    std::vector<std::string> versions;
    tables::TableSet small;
    for (const std::uint64_t seed : {1U, 2U}) {
        const tables::TableSet set = set_with(settings, seed);
        versions.push_back(mapping::version_id(mapping::digest_of(set, digest)));
        std::shared_ptr<const mapping::Tables> tables;
        const Timed build =
            timed(1, [&] { tables = loaded(mapping::load(set, DivisionCode("330200"), versions.back())); });
        if (seed == 1) print("from the texts: read, check, build", build, "");
        shelf.keep(versions.back(), tables->translator->book().block());
        for (const std::string& file : mapping::small_files())
            small[file] = set.at(file);
    }

    const std::size_t before = bench::resident_bytes();
    std::shared_ptr<const mapping::Tables> tables;
    const Timed load = timed(settings.rounds, [&] {
        auto block = shelf.find(versions.front());
        auto book = loaded(translation::CodeBook::open(block->bytes, std::move(block->owner)));
        tables = loaded(mapping::load(small, book, DivisionCode("330200"), versions.front()));
    });
    print("from the daemon's own form: read, check, use", load, "aim 150 ms");
    const auto& book = tables->translator->book();
    fmt::print("{:<58} {} rows, {:.1f} MiB; resident memory grew by {:.1f} MiB   aim 64\n", "the tables in memory",
               book.size(), static_cast<double>(book.block().size()) / mebi,
               (static_cast<double>(bench::resident_bytes()) - static_cast<double>(before)) / mebi);
    measure_translations(*tables->translator, settings);
    measure_bill(*tables->translator, settings);
    measure_swaps(tables, shelf, versions, small, settings);
    std::filesystem::remove_all(folder);
    return 0;
}
