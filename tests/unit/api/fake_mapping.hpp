#pragma once

#include "gateway/api/jobs.hpp"
#include "gateway/infra/csv/csv_sheet_reader.hpp"
#include "gateway/infra/system/file_shelf.hpp"
#include "gateway/infra/system/openssl_digest.hpp"
#include "gateway/services/mapping/change_control.hpp"
#include "gateway/services/mapping/reports.hpp"
#include "gateway/services/mapping/watch.hpp"
#include "tests/support/fakes.hpp"
#include "tests/support/memory_code_usage.hpp"
#include "tests/support/memory_mapping_store.hpp"

#include <string>
#include <string_view>

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

// The change control of the tables on stores in memory: the real services, the real reader of sheets.

namespace clearing::test {

/// Works at once, in the thread of the test; while `held`, what comes waits until it is let go.
class FakeWorkshop final : public ports::Workshop {
public:
    explicit FakeWorkshop(boost::asio::io_context& context) : released_(context) {
        released_.expires_at(boost::asio::steady_timer::time_point::max());
    }

    ports::awaitable<void> run(std::function<void()> work) override;

    void hold() { held_ = true; }
    void let_go();

private:
    bool held_ = false;
    boost::asio::steady_timer released_;
};

struct FakeMapping {
    FakeMapping();

    /// The tables of mappings/ as the version a new gateway begins with; answers its name.
    std::string begin();
    /// A visitor's bill of one line of this drug, 20 pieces at 10.00, settled this morning with the version in force.
    void settle(const std::string& settlement, const std::string& national_code);
    /// A visit in progress with such a line.
    void open_visit(const std::string& visit, const std::string& national_code);

    ports::awaitable<Result<void>> follow();

    boost::asio::io_context context{1};
    tests::FakeClock clock{"2018-10-16 09:00:00"};
    tests::MemoryAuditLog audit;
    tests::MemoryMappingStore store{audit};
    tests::MemoryBooks books{[this] { return clock.now(); }};
    tests::MemoryCodeUsage usage{books};
    FakeWorkshop workshop{context};
    csv::CsvSheetReader sheets;
    system::FileShelf shelf{{}};
    system::OpenSslDigest digest;
    ports::OtherSides other_sides;
    mapping::TablesInForce tables{nullptr};
    mapping::World world;
    mapping::ChangeControl control{world};
    mapping::Reports reports{world};
    mapping::Watch watch{world};
    api::Jobs jobs{context.get_executor(), clock, workshop};

private:
    FeeLine priced_line(const std::string& id, const std::string& national_code) const;
    VisitNo add_visit(const std::string& visit, VisitState state);
};

/// A drug of the tables in mappings/ whose first self-pay ratio is 0.05, as a bureau's sheet with another ratio.
inline constexpr const char* second_drug = "XJ01DCT063A001010190002";
std::string sheet_of_second_drug(std::string_view ratio);

}  // namespace clearing::test
