"""One module per view: GIVEN (records, in batches), MORE (other tables' rows), EXPECT (the view's rows)."""
