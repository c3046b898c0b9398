#pragma once

#include "gateway/infra/config/config.hpp"
#include "gateway/infra/csv/csv_sheet_reader.hpp"
#include "gateway/infra/system/bench_thread.hpp"
#include "gateway/infra/system/file_shelf.hpp"
#include "gateway/services/mapping/change_control.hpp"
#include "gateway/services/mapping/reports.hpp"
#include "gateway/services/mapping/watch.hpp"
#include "gateway/wiring/books.hpp"

namespace clearing::wiring {

/// The tables in force and how another version takes their place. Long work has a thread of its own.
class Mappings {
public:
    Mappings(const config::Config& config, mapping::TablesInForce& tables_in_force, Books& books, ports::Clock& clock,
             ports::Digest& digest, const ports::OtherSides& other_sides);

    /// Before the doors open: the version that the books say is in force, or the folder's on a new gateway.
    /// Errors: not_loaded, invalid_value, store_unavailable.
    ports::awaitable<Result<void>> begin(tables::TableSet folder);

    /// Brings what is due in force, and says so in the log. Errors: as Watch::step.
    ports::awaitable<Result<void>> follow_timeline();

    mapping::ChangeControl& change_control() { return change_control_; }
    mapping::Reports& reports() { return reports_; }
    ports::Workshop& workshop() { return workshop_; }

private:
    system::BenchThread workshop_;
    csv::CsvSheetReader sheets_;
    system::FileShelf shelf_;
    mapping::World world_;
    mapping::ChangeControl change_control_;
    mapping::Reports reports_;
    mapping::Watch watch_;
};

/// Reads the reviewed files of the mappings folder.
Result<tables::TableSet> read_tables(const config::Config& config);

/// Loads them, named by their digest. Error: invalid_value naming file, line and fault.
Result<std::shared_ptr<const mapping::Tables>> load_tables(const config::Config& config, const tables::TableSet& set,
                                                           const ports::Digest& digest);

}  // namespace clearing::wiring
