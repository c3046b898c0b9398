#include "gateway/services/payments/bank_import.hpp"

#include <algorithm>

namespace clearing::payments {

ports::awaitable<Result<Imported>> import_bank_file(PaymentService& service, const ports::SheetReader& reader,
                                                    std::string bytes, std::string by) {
    Result<BankFile> file = read_bank_file(reader, bytes);
    if (!file) co_return fail(file.error());
    Imported imported;
    imported.bad = std::move(file->bad);
    for (BankFile::Line& line : file->lines) {
        const Result<Entered> entered = co_await service.enter(std::move(line.entry), by);
        if (!entered && class_of(entered.error().code) != ErrorClass::refused) co_return fail(entered.error());
        if (!entered) {
            imported.bad.push_back({line.row, sentence(entered.error())});
            continue;
        }
        ++(entered->is_new ? imported.entered : imported.known);
        imported.waiting += entered->is_new && !entered->payment.unallocated().is_zero();
    }
    std::ranges::sort(imported.bad, {}, &BadLine::row);
    co_return imported;
}

}  // namespace clearing::payments
